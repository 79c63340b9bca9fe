using StreamGuard.Contracts;
using StreamGuard.Plugins.Postgres.Tables;

namespace StreamGuard.Plugins.Postgres.Tests.Tables;

public class TargetTests
{
    [Theory]
    [InlineData("Host=db;Password=hunter2;x=;=")]
    [InlineData("Host=db;Password=a;hunter2=3")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("hunter2")]
    public void Repeats_nothing_of_what_it_cannot_read(string connection)
    {
        var refused = Assert.Throws<TableException>(() => new Target(connection));

        Assert.Contains("cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_a_host() =>
        Assert.Equal("the connection string under 'postgres' has no Host", Assert.Throws<TableException>(() => new Target("Username=plant")).Message);

    [Fact]
    public void Masks_secrets_in_the_words_of_others()
    {
        var target = new Target("Host=db;Database=hunter2;Password=hunter2;SSL Password=fox3");

        Assert.Equal("database \"***\" and *** are not there", target.Mask("database \"hunter2\" and fox3 are not there"));
        Assert.Equal("PostgreSQL at db:5432", target.Words);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        // Nobody listens on port 1 of this machine.
        var request = new TableRequest { Sql = "SELECT 1", Database = "Host=127.0.0.1;Port=1;Username=plant;Password=hunter2", Columns = [] };

        var refused = Assert.Throws<TableException>(() => new PostgresTable().Read(request));

        Assert.StartsWith("PostgreSQL at 127.0.0.1:1: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("refused", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }
}
