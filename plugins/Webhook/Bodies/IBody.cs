using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook.Bodies;

/// <summary>What is sent of a row.</summary>
internal interface IBody
{
    /// <summary>Appends a row as JSON.</summary>
    void Append(IBufferWriter<byte> output, Batch batch, int row);
}

/// <summary>An object of all columns.</summary>
internal sealed class RowBody(IRowText text) : IBody
{
    public void Append(IBufferWriter<byte> output, Batch batch, int row) => text.Json(batch, row, output);
}
