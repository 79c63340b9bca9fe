using Mono.Cecil;
using Mono.Cecil.Cil;

namespace StreamGuard.Profile;

/// <summary>Writes methods as the compiler ahead of time reads them, a profile of the kind .mibc.</summary>
/// <remarks>
/// Such a file is an assembly whose code is never run: a global method names the groups of methods and, between semicolons, the
/// assemblies that must be compiled as one for the group to matter; a method for each group names its methods, one
/// <c>ldtoken</c> each (dotnet/runtime, src/coreclr/tools/aot/ILCompiler.ReadyToRun/IBC/MIbcProfileParser.cs).
/// </remarks>
internal sealed class ProfileWriter(string folder)
{
    private const string Group = "Assemblies_StreamGuard";

    private readonly ModuleDefinition _profile = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("startup", new Version(1, 0)), "startup", ModuleKind.Dll).MainModule;
    private readonly Dictionary<string, ModuleDefinition?> _modules = new(StringComparer.Ordinal);

    /// <param name="lines">As <see cref="CompiledMethods"/> has them.</param>
    /// <param name="path">Of the profile.</param>
    /// <returns>How many methods it has: those of other assemblies than the program's, a plugin's, are left out.</returns>
    public int Write(IEnumerable<string> lines, string path)
    {
        var methods = lines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Method).OfType<MethodReference>().ToList();
        var group = Make(Group, code => methods.ForEach(method => Name(code, method)));
        _ = Make("AssemblyDictionary", code =>
        {
            code.Emit(OpCodes.Ldstr, "StreamGuard.Core");
            Name(code, group);
        });
        _profile.Write(path);
        return methods.Count;
    }

    private static void Name(ILProcessor code, MethodReference method)
    {
        code.Emit(OpCodes.Ldtoken, method);
        code.Emit(OpCodes.Pop);
    }

    private MethodDefinition Make(string name, Action<ILProcessor> emit)
    {
        var method = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, _profile.TypeSystem.Void);
        _profile.Types[0].Methods.Add(method);
        var code = method.Body.GetILProcessor();
        emit(code);
        code.Emit(OpCodes.Ret);
        return method;
    }

    private MethodReference? Method(string line)
    {
        if (line.Split('|') is not [var type, var token, var arguments]) throw new InvalidDataException($"'{line}' is no method");
        var (owner, argued) = (Types(type), Types(arguments));
        if (owner is not [{ } declaring] || argued is null) return null;
        var method = _profile.ImportReference((MethodDefinition)Find(type, token)!);
        method.DeclaringType = declaring;
        if (argued.Count == 0) return method;
        var generic = new GenericInstanceMethod(method);
        argued.ForEach(generic.GenericArguments.Add);
        return generic;
    }

    /// <summary>Null where one of them is of no assembly of the program's.</summary>
    private List<TypeReference>? Types(string text)
    {
        var types = new List<TypeReference>();
        for (var rest = text.AsSpan(); rest.Length > 0; rest = rest.TrimStart(','))
        {
            if (Type(ref rest) is not { } type) return null;
            types.Add(type);
        }

        return types;
    }

    private TypeReference? Type(ref ReadOnlySpan<char> rest)
    {
        var kind = rest[0];
        if (kind is '&' or '*' or '[')
        {
            rest = rest[1..];
            if (Type(ref rest) is not { } element) return null;
            return kind switch { '&' => new ByReferenceType(element), '*' => new PointerType(element), _ => new ArrayType(element) };
        }

        var end = rest.IndexOfAny(",<>");
        var name = end < 0 ? rest : rest[..end];
        rest = rest[name.Length..];
        var found = Find(name.ToString(), name[(name.IndexOf('!') + 1)..].ToString()) is TypeReference type ? _profile.ImportReference(type) : null;
        if (rest is not ['<', ..]) return found;
        var arguments = new List<TypeReference?>();
        do
        {
            rest = rest[1..];
            arguments.Add(Type(ref rest));
        }
        while (rest[0] == ',');
        rest = rest[1..];
        if (found is null || arguments.Contains(null)) return null;
        var generic = new GenericInstanceType(found);
        arguments.ForEach(argument => generic.GenericArguments.Add(argument!));
        return generic;
    }

    private IMetadataTokenProvider? Find(string type, string token)
    {
        var assembly = type[..type.IndexOf('!', StringComparison.Ordinal)];
        if (!_modules.TryGetValue(assembly, out var module))
        {
            var path = Path.Combine(folder, $"{assembly}.dll");
            _modules[assembly] = module = File.Exists(path) ? ModuleDefinition.ReadModule(path) : null;
        }

        return module?.LookupToken(Convert.ToInt32(token, 16));
    }
}
