using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Sending;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>Lines as they are sent together, each of a row of one batch.</summary>
internal sealed class Gathered : IDisposable
{
    public Gathered(params string[] lines)
    {
        Rows = Support.Lines.Batch([.. lines.Select((_, i) => Support.Lines.Row(n: i))]);
        for (var i = 0; i < lines.Length; i++)
        {
            Lines.Buffer.Append(Encoding.UTF8.GetBytes(lines[i] + "\n"));
            Lines.Added(Rows, i);
        }
    }

    public Batch Rows { get; }

    public LineBatch Lines { get; } = new();

    public void Dispose()
    {
        Lines.Clear();
        Rows.Release();
    }
}
