#pragma once
#include <stdint.h>

/// Returns the highest x86-64 level of 1, 3 and 4 whose instructions this processor has and whose
/// registers the operating system saves; 0 on other architectures.
int kernel_x86_level(void);
