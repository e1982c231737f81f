"""The capabilities of Linux, by the names that containers use."""

CAPABILITIES = (
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
)
"""All that Linux 6 has, from its `capability.h`, without `CAP_`."""


def capability_hint(value: str) -> str:
    """Suggest the capability that is meant."""
    from rocksolid.language.diagnostics import did_you_mean

    name = value.upper().removeprefix("CAP_")
    if name == "ALL":
        return 'name those that the program needs, like "NET_BIND_SERVICE": all of them are root on the node'
    return f'use "{name}"' if name in CAPABILITIES else did_you_mean(name, CAPABILITIES)
