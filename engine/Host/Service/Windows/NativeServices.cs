using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace StreamGuard.Host.Service.Windows;

/// <summary>What is used of Windows' service and event functions (winsvc.h, winbase.h), named as there.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class NativeServices
{
    public const uint ManagerAll = 0xF003F;
    public const uint ManagerConnect = 0x1;
    public const uint ServiceAll = 0xF01FF;
    public const uint ServiceQuery = 0x5;
    public const uint OwnProcess = 0x10;
    public const uint AutoStart = 2;
    public const uint ErrorNormal = 1;

    public const uint AcceptStop = 0x1;
    public const uint AcceptShutdown = 0x4;
    public const uint AcceptPreshutdown = 0x100;

    public const uint InfoDescription = 1;
    public const uint InfoFailureActions = 2;
    public const uint InfoDelayedStart = 3;
    public const uint InfoPreshutdown = 7;

    public const int AccessDenied = 5;
    public const int CallNotImplemented = 120;
    public const int AlreadyRunning = 1056;
    public const int NotThere = 1060;
    public const int NotStarted = 1062;
    public const int NotStartedByManager = 1063;
    public const int SpecificError = 1066;
    public const int MarkedForDelete = 1072;
    public const int AlreadyThere = 1073;

    private const string Library = "advapi32.dll";

    [LibraryImport(Library, EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartServiceCtrlDispatcher(TableEntry* table);

    [LibraryImport(Library, EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint RegisterServiceCtrlHandlerEx(string name, delegate* unmanaged<uint, uint, nint, nint, uint> handler, nint context);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetServiceStatus(nint service, in Status status);

    [LibraryImport(Library, EntryPoint = "OpenSCManagerW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceHandle OpenSCManager(string? machine, string? database, uint access);

    [LibraryImport(Library, EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceHandle OpenService(ServiceHandle manager, string name, uint access);

    [LibraryImport(Library, EntryPoint = "CreateServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceHandle CreateService(
        ServiceHandle manager, string name, string displayName, uint access, uint type, uint start, uint errors, string commandLine, string? group, nint tag, string? dependencies, string? account, string? password);

    [LibraryImport(Library, EntryPoint = "ChangeServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ChangeServiceConfig2(ServiceHandle service, uint level, void* info);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeleteService(ServiceHandle service);

    [LibraryImport(Library, EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartService(ServiceHandle service, uint count, nint arguments);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ControlService(ServiceHandle service, ServiceControl control, out Status status);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceStatusEx(ServiceHandle service, uint level, out ProcessStatus status, uint size, out uint needed);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseServiceHandle(nint handle);

    [LibraryImport(Library, EntryPoint = "RegisterEventSourceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint RegisterEventSource(string? machine, string source);

    [LibraryImport(Library, EntryPoint = "ReportEventW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReportEvent(nint log, ushort type, ushort category, uint id, nint user, ushort texts, uint bytes, char** text, nint data);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeregisterEventSource(nint log);

    /// <summary>SERVICE_TABLE_ENTRYW; one of nulls ends the table.</summary>
    public struct TableEntry
    {
        public char* Name;
        public delegate* unmanaged<uint, nint, void> Main;
    }

    /// <summary>SERVICE_STATUS.</summary>
    public struct Status
    {
        public uint Type;
        public ServiceState State;
        public uint Accepted;
        public int ExitCode;
        public int SpecificExitCode;
        public uint Checkpoint;
        public uint WaitHint;
    }

    /// <summary>SERVICE_STATUS_PROCESS.</summary>
    public struct ProcessStatus
    {
        public Status Status;
        public uint Process;
        public uint Flags;
    }

    /// <summary>SERVICE_FAILURE_ACTIONSW.</summary>
    public struct FailureActions
    {
        public uint ResetSeconds;
        public char* RebootMessage;
        public char* Command;
        public uint Count;
        public FailureAction* Actions;
    }

    /// <summary>SC_ACTION; type 1 starts the service again.</summary>
    public struct FailureAction
    {
        public uint Type;
        public uint DelayMilliseconds;
    }

    /// <summary>A handle of the manager or of a service.</summary>
    public sealed class ServiceHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => CloseServiceHandle(handle);
    }
}
