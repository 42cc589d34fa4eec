"""The browser of these tests; `.ci/browser` says which one."""

import subprocess

from playwright.async_api import Browser, Playwright

from ops.supervisor.commands import ROOT

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str:
    """Return the path of a browser on this machine. If there is none, fail with what to do."""
    found = subprocess.run([ROOT / ".ci" / "browser", "find"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


async def launch_browser(playwright: Playwright) -> Browser:
    """Start the browser, without a window."""
    return await playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
