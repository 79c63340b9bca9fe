using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Planning;

/// <summary>Types a source: its connector, the decoder behind it, and the event time of its rows.</summary>
internal static class SourcePlanning
{
    /// <summary>The schema of the source's rows; null when it cannot be told, which has been reported.</summary>
    public static Schema? Bind(SourceDefinition source, ComponentBinding binding, BindingScope scope)
    {
        var connector = (ISource)source.Type.Create(source.Options.Value);
        var bound = new SourceBinding(binding, source.Decoder is not null, source.Common.MaxLine);
        var own = connector.Bind(bound);
        var schema = own is null ? WithAdded(Decoded(source, bound.AreMessages, scope), bound) : OfRows(source, own, scope.Problems);
        return schema is null ? null : WithEventTime(source, schema, scope.Problems);
    }

    private static Schema? Decoded(SourceDefinition source, bool areMessages, BindingScope scope)
    {
        if (source.Decoder is { } decoder)
        {
            var binding = new ComponentBinding(scope, source.Name, decoder.Options);
            return ((IDecoder)decoder.Type.Create(decoder.Options.Value)).Bind(new DecoderBinding(binding, source.Columns, areMessages));
        }

        scope.Problems.Error(ProblemCodes.NoDecoder, source.Location, $"source '{source.Name}' ({source.Type.Name}) sends bytes and has no decoder.",
            "Say what they are, for example decode: json.");
        return null;
    }

    private static Schema? WithAdded(Schema? decoded, SourceBinding source)
    {
        if (decoded is null || source.Added is not { } added) return decoded;
        foreach (var name in added.Columns.Names.Where(name => decoded.IndexOf(name) >= 0))
            source.Error(ProblemCodes.ColumnTwice, $"{added.Path}.{name}", $"{added.Path} names a column '{name}', which is one of the decoder's.", "Give it another name.");
        return decoded.Add(added.Columns.Fields);
    }

    private static Schema OfRows(SourceDefinition source, Schema own, Problems problems)
    {
        if (source.Decoder is { } decoder)
            problems.Error(ProblemCodes.NothingToDecode, decoder.Location, $"source '{source.Name}' ({source.Type.Name}) sends rows; there is nothing to decode.", "Remove decode.");
        return own;
    }

    private static Schema WithEventTime(SourceDefinition source, Schema schema, Problems problems)
    {
        if (source.EventTime is not { } time) return schema;
        var places = source.EventTimePlaces ?? source.Options;
        Require(time.Column, "column", type => type.Kind == Kind.Timestamp, "a timestamp");
        if (time.Per is { } per) Require(per, "per", type => type.Kind is Kind.String or Kind.Int, "a string or an int");
        return new Schema(schema.Fields) { EventTime = time.Column, Identity = schema.Identity };

        void Require(string name, string path, Func<ColumnType, bool> fits, string wanted)
        {
            if (schema.Find(name) is not { } field)
            {
                var near = NearMatch.Find(name, schema.Names);
                problems.Error(ProblemCodes.UnknownColumn, places.At(path), $"source '{source.Name}' has no column '{name}'.",
                    near is null ? $"It has: {string.Join(", ", schema.Names)}." : $"Did you mean '{near}'?");
            }
            else if (!fits(field.Type))
            {
                problems.Error(ProblemCodes.WrongColumnType, places.At(path), $"event_time.{path} must be {wanted}, '{name}' is {field.Type}.");
            }
        }
    }
}
