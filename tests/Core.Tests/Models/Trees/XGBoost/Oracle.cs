using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models.Trees.XGBoost;

/// <summary>XGBoost itself (Debian's python3-xgboost), which trains models and says what it makes of rows; run once for all tests.</summary>
public sealed class Oracle : IDisposable
{
    // Debian's own Python has Debian's packages; another one may come first in PATH.
    private const string Python = "/usr/bin/python3";

    private readonly Lazy<TempFolder> _answers = new(Ask);

    /// <summary>Why it cannot be asked; null where it can.</summary>
    public static string? Absence { get; } = Run("-c", "import xgboost") is null ? null : "XGBoost is not there (Debian: python3-xgboost)";

    public string Model(string name, string extension) => Path.Combine(_answers.Value.Path, $"{name}.{extension}");

    /// <summary>rows, predictions or margins of a model.</summary>
    public float[] Floats(string name, string what) => [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Model(name, what)))];

    public void Dispose()
    {
        if (_answers.IsValueCreated) _answers.Value.Dispose();
    }

    private static TempFolder Ask()
    {
        var folder = new TempFolder();
        var script = Path.Combine(RepositoryRoot.Path, "tests", "Core.Tests", "Models", "Trees", "XGBoost", "oracle.py");
        return Run(script, folder.Path) is { } error ? throw new InvalidOperationException(error) : folder;
    }

    /// <summary>What it complained of; null when it did well.</summary>
    private static string? Run(params string[] arguments)
    {
        if (!File.Exists(Python)) return $"{Python} is not there";
        using var python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        var error = python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? null : error;
    }
}

/// <summary>A theory about XGBoost's answers, skipped where it is not installed.</summary>
public sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute() => Skip = Oracle.Absence;
}
