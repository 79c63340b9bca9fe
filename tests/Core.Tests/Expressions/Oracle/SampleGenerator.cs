namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>Makes random expressions of a wanted type over the columns of <see cref="SampleRows"/>.</summary>
internal sealed class SampleGenerator(Random random)
{
    // One letter a type: b bool, i int, f float, s text, t time, d duration; 'n' is an int or float. A text is a
    // template whose letters in angle brackets are filled with expressions of that type.
    private static readonly Dictionary<char, string[]> Templates = new()
    {
        ['b'] =
        [
            "<b> and <b>", "<b> or <b>", "not <b>", "!(<b>)", "<n> == <n>", "<n> != <n>", "<n> < <n>", "<n> <= <n>", "<n> > <n>", "<n> >= <n>",
            "<s> == <s>", "<s> != <s>", "<s> < <s>", "<t> < <t>", "<t> == <t>", "<d> > <d>", "<b> == <b>", "<n> in (<n>, <n>, <n>)", "<s> in ('PS1', <s>, null)",
            "<s> not in ('PS1', '')", "<n> between <n> and <n>", "<s> like 'P%'", "<s> not like '%_1'", "<s> like '%S%'", "<s> matches '[0-9]'", "<n> is null", "<s> is not null",
            "<b> is null", "is_nan(<f>)", "is_finite(<f>)", "contains(<s>, <s>)", "starts_with(<s>, 'P')", "ends_with(<s>, <s>)", "is_null_or_empty(<s>)",
            "if(<b>, <b>, <b>)", "coalesce(<b>, <b>)", "to_bool(<i>)", "<b> ? <b> : <b>", "nullif(<b>, <b>)",
        ],
        ['i'] =
        [
            "<i> + <i>", "<i> - <i>", "<i> * <i>", "<i> div <i>", "<i> % <i>", "-(<i>)", "+(<i>)", "<i> & <i>", "<i> | <i>", "<i> ^ <i>", "~(<i>)", "<i> << <i>", "<i> >> <i>",
            "abs(<i>)", "sign(<i>)", "max(<i>, <i>)", "min(<i>, <i>, <i>)", "to_int(<f>)", "to_int(<s>)", "to_int(<b>)", "length(<s>)", "index_of(<s>, <s>)", "if(<b>, <i>, <i>)",
            "ifs(<b>, <i>, <b>, <i>, <i>)", "coalesce(<i>, <i>)", "nullif(<i>, <i>)", "year(<t>)", "month(<t>)", "day(<t>)", "hour(<t>)", "minute(<t>)", "second(<t>)",
            "day_of_week(<t>)", "day_of_year(<t>)", "to_unix(<t>)", "round(<i>)", "(<i>) * 2 + 1",
        ],
        ['f'] =
        [
            "<n> + <f>", "<f> - <n>", "<f> * <f>", "<n> / <n>", "<f> % <n>", "-(<f>)", "<n> ** 2", "abs(<f>)", "sign(<f>)", "floor(<f>)", "ceiling(<f>)", "truncate(<f>)", "round(<f>)",
            "sqrt(<n>)", "exp(<f>)", "ln(<n>)", "max(<n>, <f>)", "min(<f>, <f>)", "to_float(<i>)", "to_float(<s>)", "to_float(<b>)", "<t> - <t>", "to_seconds(<d>)", "if(<b>, <n>, <f>)",
            "coalesce(<f>, <n>)", "coalesce(<n>, <f>, 0)", "nullif(<f>, <n>)", "(<f> + <f> + <f>) / 3", "<d> / <d>", "<b> ? <f> : <n>",
        ],
        ['s'] =
        [
            "<s> + <s>", "concat(<s>, <s>, <s>)", "upper(<s>)", "lower(<s>)", "trim(<s>)", "replace(<s>, 'S', <s>)", "left(<s>, <i>)", "right(<s>, 2)", "to_string(<i>)", "to_string(<f>)",
            "to_string(<b>)", "if(<b>, <s>, <s>)", "coalesce(<s>, <s>)", "coalesce(<s>, 'none')", "nullif(<s>, 'PS1')",
        ],
        ['t'] = ["<t> + <d>", "<d> + <t>", "<t> - <d>", "date_trunc('hour', <t>)", "date_trunc('week', <t>)", "date_trunc('month', <t>)", "date_trunc('year', <t>)", "if(<b>, <t>, <t>)", "coalesce(<t>, <t>)"],
        ['d'] = ["<d> + <d>", "<d> - <d>", "-(<d>)", "<d> * <i>", "<f> * <d>", "<d> / <n>", "if(<b>, <d>, <d>)", "coalesce(<d>, <d>)"],
    };

    private static readonly Dictionary<char, string[]> Leaves = new()
    {
        ['b'] = ["b1", "b2", "true", "false"],
        ['i'] = ["i1", "i2", "i1", "i2", "0", "1", "-1", "7", "-9223372036854775808", "9223372036854775807"],
        ['f'] = ["f1", "f2", "f3", "f1", "f2", "0.0", "-0.5", "2.5", "1e300"],
        ['s'] = ["s1", "s2", "s1", "s2", "'PS1'", "''", "'é€😀'"],
        ['t'] = ["t1", "t2", "timestamp('2025-11-08T14:30:45Z')"],
        ['d'] = ["d1", "d1", "duration('90s')"],
    };

    public Sample Next(int depth) => Make("bifstd"[random.Next(6)], depth);

    private Sample Make(char type, int depth)
    {
        if (type == 'n') type = random.Next(2) == 0 ? 'i' : 'f';
        if (depth == 0 || random.Next(5) == 0) return new Sample(Pick(Leaves[type]), []);
        var template = Pick(Templates[type]);
        var parts = new List<Sample>();
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '<' || i + 2 >= template.Length || template[i + 2] != '>' || !char.IsAsciiLetter(template[i + 1]))
            {
                text.Append(template[i]);
                continue;
            }

            var part = Make(template[i + 1], depth - 1);
            parts.Add(part);
            text.Append(part.Parts.Count == 0 && part.Text[0] != '-' ? part.Text : $"({part.Text})");
            i += 2;
        }

        return new Sample(text.ToString(), parts);
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
