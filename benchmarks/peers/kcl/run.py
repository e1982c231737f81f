"""KCL by its Python binding, which holds the native library."""

import sys
from pathlib import Path

from kcl_lib import api


def main(data: str) -> None:
    """Print the objects of a fleet as YAML.

    KCL reads no file outside the folder of its program, so the program is handed over as if it lay beside the data.
    """
    path = Path(data).resolve()
    program = Path(__file__).with_name("main.k").read_text(encoding="utf-8")
    argument = api.Argument(name="data", value=f'"{path}"')
    arguments = api.ExecProgramArgs(k_filename_list=[str(path.with_name("main.k"))], k_code_list=[program], args=[argument])
    done = api.API().exec_program(arguments)
    if done.err_message:
        sys.exit(done.err_message)
    print(done.yaml_result)


if __name__ == "__main__":
    main(*sys.argv[1:])
