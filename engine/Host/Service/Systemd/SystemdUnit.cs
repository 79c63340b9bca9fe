namespace StreamGuard.Host.Service.Systemd;

/// <summary>
/// The unit of the host: told by sd_notify, watched, started again when it fails, and shut in as far as .NET lets it be.
/// It keeps to what systemd 247 knows.
/// </summary>
internal static class SystemdUnit
{
    /// <summary>Text of the unit's file.</summary>
    public static string Render(ServiceDefinition service) => $"""
        # Written by `streamguard service unit`. Changes of your own: systemctl edit {service.Name}

        [Unit]
        Description=StreamGuard.Dataflow, the pipelines of {service.Pipelines}
        Documentation=file:///usr/share/doc/streamguard/SERVICE.md
        Wants=network-online.target
        After=network-online.target
        # Ten failures within five minutes are no accident: then it stays down until somebody has looked.
        StartLimitIntervalSec=5min
        StartLimitBurst=10

        [Service]
        Type=notify
        ExecStart={Words(service.Command)}
        # Files are read again; those that changed are validated first.
        ExecReload=/bin/kill -HUP $MAINPID
        WorkingDirectory={service.State}
        # Tokens and addresses that pipeline files name as variables, NAME=value a line; readable by root only.
        EnvironmentFile=-{service.Variables}

        # The host says WATCHDOG=1 as long as it can be asked. One that hangs is killed: .NET does not end by SIGABRT, which
        # would come first, and a pipeline that keeps checkpoints goes on from the last.
        WatchdogSec=60s
        WatchdogSignal=SIGKILL
        Restart=on-failure
        RestartSec=5s
        # 2 is a bad host file or command line: it would be no better the next time.
        RestartPreventExitStatus={ExitCodes.Bad}
        TimeoutStartSec=90s
        # More than stop_within of the host file (60s), in which pipelines take their last checkpoints; a host that needs
        # longer asks for it (EXTEND_TIMEOUT_USEC).
        TimeoutStopSec=90s
        LimitNOFILE=65536
        SyslogIdentifier={service.Name}

        # A user that exists while the service runs. What it writes is below {service.State}; other folders are named here:
        # systemctl edit, [Service], ReadWritePaths=/srv/lake
        DynamicUser=yes
        User={service.Name}
        StateDirectory={Below("/var/lib", service.State)}
        StateDirectoryMode=0750
        ConfigurationDirectory={Below("/etc", service.Configuration)}
        UMask=0077
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        PrivateUsers=yes
        PrivateMounts=yes
        # Not ProcSubset=pid too: .NET would take the file cache for memory that is lost, and collect for nothing.
        ProtectProc=invisible

        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        RestrictSUIDSGID=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        LockPersonality=yes
        KeyringMode=private
        ProtectClock=yes
        ProtectHostname=yes
        ProtectControlGroups=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        # Netlink is how addresses of this machine are looked up.
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        # One of @resources, by which .NET counts its processors at the start: without it there is none.
        SystemCallFilter=sched_setaffinity
        SystemCallErrorNumber=EPERM
        # Off, because .NET compiles while it runs: code is written to memory and then executed, and with this on the
        # program ends at its start.
        MemoryDenyWriteExecute=no

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>Words as ExecStart reads them: quoted where they must be, with % doubled and $ too.</summary>
    internal static string Words(IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    private static string Word(string word)
    {
        var escaped = word.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal)
            .Replace("$", "$$", StringComparison.Ordinal);
        return escaped.Any(char.IsWhiteSpace) || escaped.Contains('\'', StringComparison.Ordinal) ? $"\"{escaped}\"" : escaped;
    }

    // systemd makes these folders itself, by their names below its own roots.
    private static string Below(string root, string folder) => Path.GetRelativePath(root, folder);
}
