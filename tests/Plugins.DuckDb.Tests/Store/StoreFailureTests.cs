using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Tests.Store;

public sealed class StoreFailureTests
{
    // Messages that DuckDB 1.5 gives.
    [Theory]
    [InlineData("Out of Memory Error: could not allocate block of size 256.0 KiB (122.0 MiB/122.0 MiB used)", true)]
    [InlineData("TransactionContext Error: Failed to commit: failed to pin block of size 256.0 KiB (122.0 MiB/122.0 MiB used)", true)]
    [InlineData("Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 MiB/1.0 MiB used). This limit was set by the 'max_temp_directory_size' setting", false)]
    [InlineData("Catalog Error: Table with name events does not exist!", false)]
    public void Memory_that_others_take_is_told_from_what_does_not_pass(string message, bool isMemory) =>
        Assert.Equal(isMemory, StoreFailure.IsOutOfMemory(new DuckDbException(message)));
}
