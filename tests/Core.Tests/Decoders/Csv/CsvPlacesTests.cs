using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Csv;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Csv;

public class CsvPlacesTests
{
    private static readonly CsvRows All = new()
    {
        Number = "row", File = "recording", Time = "at", Start = "2025-11-08T14:30:00Z", Every = Duration.Parse("250ms"),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(1000)]
    public void Tells_number_file_and_time_of_each_row_whatever_the_chunks(int chunkSize)
    {
        var decoded = New(All).Decode("a\n7\n8\n9", chunkSize, "data/ARP_Spoofing_test.pcap.csv.xz");

        Assert.Equal(
        [
            "7|0|ARP_Spoofing_test|2025-11-08T14:30:00.000000", "8|1|ARP_Spoofing_test|2025-11-08T14:30:00.250000",
            "9|2|ARP_Spoofing_test|2025-11-08T14:30:00.500000",
        ], decoded.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Bad_and_blank_rows_and_line_ends_in_quotes_do_not_move_the_numbers(int chunkSize)
    {
        var decoded = New(new CsvRows { Number = "row" }, "a:int", "b:string").Decode("a,b\n1,\"x\ny\"\n\nx,y\n4,\"\"\n5,z\n", chunkSize);

        Assert.Equal(["1|x\ny|0", "4||3", "5|z|4"], decoded.Rows);
    }

    [Fact]
    public void Without_a_header_the_first_record_is_row_0()
    {
        var harness = new DecoderHarness(new CsvDecoder(new CsvOptions { Header = false, Rows = new CsvRows { Number = "row" } }), DecoderHarness.Columns("a:int"));

        Assert.Equal(["1|0", "2|1"], harness.Decode("1\n2\n").Rows);
    }

    [Fact]
    public void A_column_that_the_header_does_not_name_is_null_where_it_may_be()
    {
        var options = new CsvOptions { Missing = CsvMissing.Null };
        var harness = new DecoderHarness(new CsvDecoder(options), DecoderHarness.Columns("a:int", "b:float", "c:string"));

        Assert.Equal(["1|null|x"], harness.Decode("c,a\nx,1\n").Rows);
        Assert.Throws<InvalidDataException>(() => harness.Decode("d;e\n1;2\n"));
    }

    [Fact]
    public void Rows_of_messages_have_no_numbers()
    {
        var options = new CsvOptions { Header = false, Rows = new CsvRows { Number = "row" } };

        var harness = new DecoderHarness(new CsvDecoder(options), areMessages: true, DecoderHarness.Columns("a:int"));

        Assert.Equal([ProblemCodes.NoBeginning], harness.Binder.Codes);
    }

    private static DecoderHarness New(CsvRows rows, params string[] columns) =>
        new(new CsvDecoder(new CsvOptions { Rows = rows }), DecoderHarness.Columns(columns.Length == 0 ? ["a:int"] : columns));
}
