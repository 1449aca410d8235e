"""A network's file in, the network compiled out: what was compiled is kept, and found again in half the time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.derived import read_state, write_state

BLOBS = "*.blob"


def compiled(core: Any, file: Path, hints: Mapping[str, str], kept: Path | None) -> Any:
    """Return a network compiled for the CPU.

    Args:
        core: OpenVINO's.
        file: the network's `.xml`; the weights are in the `.bin` beside it, and stay there.
        hints: OpenVINO's properties.
        kept: a folder of this very network's own, for what is compiled (half a megabyte); None keeps nothing.

    Raises:
        RuntimeError: it is no network.
    """
    if kept is not None:
        try:
            return _kept(core, file, hints, kept)
        except (OSError, RuntimeError):  # nothing can be kept there, or two wrote at once: then as if there were none
            pass
    return core.compile_model(str(file), "CPU", hints)


def _kept(core: Any, file: Path, hints: Mapping[str, str], kept: Path) -> Any:
    """Compile with OpenVINO's cache, each of whose files is what was written: it would run one that has changed."""
    kept.mkdir(parents=True, exist_ok=True)
    cpu = {"cpu": str(core.get_property("CPU", "FULL_DEVICE_NAME"))}
    state = read_state(kept)
    known = state.files if state is not None and state.made_from == cpu else {}
    for path in kept.glob(BLOBS):
        if path.name not in known:
            path.unlink()
    network = core.compile_model(str(file), "CPU", {**hints, "CACHE_DIR": str(kept), "CACHE_MODE": "OPTIMIZE_SIZE"})
    if {path.name for path in kept.glob(BLOBS)} != set(known):
        write_state(kept, cpu)
    return network
