// Tests see the conformance kit's checks and data through their own support.
@_exported import DebutConformance
