using System.Text;

namespace StreamGuard.Host.Running;

/// <summary>Standard output while a live display is on the screen: each write finds the screen clear of it.</summary>
internal sealed class ScreenWriter(TextWriter inner, LiveDisplay display) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => display.Above(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => display.Above(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => display.Above(() => inner.Write(value));

    public override void WriteLine(string? value) => display.Above(() => inner.WriteLine(value));

    public override void Flush() => inner.Flush();
}
