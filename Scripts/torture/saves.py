"""Sessions that are saved to one folder at once."""

import threading

from kills import STATES, held, preparing
from lines import prepare
from program import Program, Report


def run(binary, folder, count, seed):
    """Returns the report of `count` rounds, in each of which two programs save one folder at the same time."""
    report = Report("saves", "two sessions saved to one folder at once", "the folder holds one of them whole")
    prepare(folder)
    programs = {state: Program(binary, folder) for state in STATES}
    for state, program in programs.items():
        for line in preparing(state):
            program.ask(line)
    programs["A"].ask("save --session S")
    for number in range(count):
        errors = {}

        def save(state):
            answers, _ = programs[state].ask("save --session S", patience=60)
            errors[state] = next((a["error"] for a in answers if "error" in a), None)

        threads = [threading.Thread(target=save, args=(state,)) for state in programs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report.attempts += 1
        told = [error for error in errors.values() if error]
        if len(told) == 2:
            report.fault("both were refused", told[0][:300])
        elif told:
            report.count("one was told")
        found = held(binary, folder)
        if found in STATES:
            report.count(f"holds {found}")
        else:
            report.fault("a session is not whole", f"round {number}: {found}")
    for program in programs.values():
        program.end()
    return report
