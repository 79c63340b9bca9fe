using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>A model that ONNX Runtime has made ready to run. May be used by several threads at once.</summary>
internal sealed unsafe class Session : IDisposable
{
    private readonly Environment _environment = Environment.Shared;

    /// <param name="model">The file's bytes; not needed afterwards.</param>
    /// <param name="options">Threads, arena and mode.</param>
    /// <exception cref="OrtException">It cannot be loaded.</exception>
    public Session(ReadOnlySpan<byte> model, ModelOptions options)
    {
        Api.Check(Api.CreateSessionOptions(out var settings));
        try
        {
            SessionSettings.Apply(settings, options);
            fixed (byte* bytes = model)
            {
                Api.Check(Api.CreateSession(_environment.Env, bytes, (nuint)model.Length, settings, out var handle));
                Handle = handle;
            }
        }
        finally
        {
            Api.ReleaseSessionOptions(settings);
        }

        Api.Check(Api.InputCount(Handle, out var inputs));
        Api.Check(Api.OutputCount(Handle, out var outputs));
        Inputs = Describe((int)inputs, Api.InputName, Api.InputType);
        Outputs = Describe((int)outputs, Api.OutputName, Api.OutputType);
    }

    private delegate nint NameOf(nint session, nuint index, nint allocator, out byte* name);

    private delegate nint TypeOf(nint session, nuint index, out nint type);

    public nint Handle { get; private set; }

    /// <summary>Says of a tensor that it lies in the process's own memory.</summary>
    public nint Memory => _environment.Memory;

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public IReadOnlyList<TensorInfo> Outputs { get; }

    public void Dispose()
    {
        if (Handle != 0) Api.ReleaseSession(Handle);
        Handle = 0;
    }

    private TensorInfo[] Describe(int count, NameOf nameOf, TypeOf typeOf)
    {
        var infos = new TensorInfo[count];
        for (var i = 0; i < count; i++)
        {
            Api.Check(nameOf(Handle, (nuint)i, _environment.Allocator, out var name));
            var text = Marshal.PtrToStringUTF8((nint)name)!;
            Api.Check(Api.Free(_environment.Allocator, name));
            Api.Check(typeOf(Handle, (nuint)i, out var type));
            infos[i] = Describe(text, type);
            Api.ReleaseType(type);
        }

        return infos;
    }

    private static TensorInfo Describe(string name, nint type)
    {
        Api.Check(Api.TensorInfo(type, out var info));
        // A sequence or a map, as converters of classifiers like to give beside the probabilities.
        if (info == 0) return new TensorInfo(name, ElementType.Other, [-1]);

        Api.Check(Api.ElementType(info, out var element));
        Api.Check(Api.Rank(info, out var rank));
        var shape = new long[rank];
        fixed (long* to = shape) Api.Check(Api.Shape(info, to, rank));
        return new TensorInfo(name, TensorTypes.Ours(element), shape);
    }
}
