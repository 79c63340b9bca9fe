namespace StreamGuard.Host.Service.Systemd;

/// <summary>What systemd knows of the service, in lines for people.</summary>
internal static class SystemdStatus
{
    /// <param name="name">The service.</param>
    /// <param name="values">Properties of its unit, those that have a value.</param>
    public static ServiceStatus Of(string name, IReadOnlyDictionary<string, string> values)
    {
        string Value(string property) => values.GetValueOrDefault(property, "");
        if (Value("LoadState") == "not-found") return new ServiceStatus(false, [$"{name} is not installed; `streamguard service install` does it"]);

        var state = Value("ActiveState");
        var lines = new List<string> { $"{name} is {state} ({Value("SubState")})" };
        void Add(string label, string text) => lines.Add($"  {label,-9} {text}");
        if (Value("StatusText").Length > 0) Add("says", Value("StatusText"));
        if (Value("ActiveEnterTimestamp").Length > 0) Add("since", Value("ActiveEnterTimestamp"));
        if (Value("MainPID") is not ("" or "0")) Add("process", Value("MainPID"));
        if (Value("NRestarts") is not ("" or "0")) Add("restarts", Value("NRestarts"));
        if (Value("Result") is not ("" or "success")) Add("result", Value("Result"));
        Add("at boot", Value("UnitFileState"));
        Add("unit", Value("FragmentPath"));
        Add("log", $"journalctl -u {name}");
        return new ServiceStatus(state is "active" or "reloading", lines);
    }
}
