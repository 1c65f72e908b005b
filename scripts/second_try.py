"""A browser or window test that failed gets one more try, by itself, and the run says which one needed it."""

import json
import subprocess
import sys
from pathlib import Path

FAILED = Path(".pytest_cache/v/cache/lastfailed")
# Several programs that we did not write take part in these, and each has its own sense of time.
OTHERS_TAKE_PART = ("tests/e2e/", "tests/mobile/")
MOST = 3
SOME_FAILED = 1  # pytest's exit code; the others mean that the run itself did not work


def main(code: int) -> int:
    tests = sorted(json.loads(FAILED.read_text())) if code == SOME_FAILED and FAILED.exists() else []
    if not may_try(tests):
        return code
    print(f"\nSecond try, by themselves: {', '.join(tests)}", flush=True)
    again = subprocess.run([sys.executable, "-m", "pytest", *tests], check=False).returncode
    if again == 0:
        print(f"UNSTABLE, to be mended: passed at the second try only: {', '.join(tests)}")
    return again


def may_try(tests: list[str]) -> bool:
    return 0 < len(tests) <= MOST and all(name.startswith(OTHERS_TAKE_PART) for name in tests)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
