using System.Runtime.Versioning;
using Microsoft.Win32;

namespace StreamGuard.Host.Service.Windows;

/// <summary>The name under which a service writes to the event log Application.</summary>
[SupportedOSPlatform("windows")]
internal static class EventSource
{
    private const string Sources = @"SYSTEM\CurrentControlSet\Services\EventLog\Application";

    // Every Windows has it: its messages are nothing but the text they are given.
    private const string Messages = @"%SystemRoot%\Microsoft.NET\Framework64\v4.0.30319\EventLogMessages.dll";

    public static void Register(string name)
    {
        using var source = Registry.LocalMachine.CreateSubKey($@"{Sources}\{name}");
        source.SetValue("EventMessageFile", Messages, RegistryValueKind.ExpandString);
        source.SetValue("TypesSupported", 7, RegistryValueKind.DWord);
    }

    public static void Unregister(string name) => Registry.LocalMachine.DeleteSubKey($@"{Sources}\{name}", throwOnMissingSubKey: false);
}
