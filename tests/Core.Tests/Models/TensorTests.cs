using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Models;

public sealed class TensorTests
{
    [Fact]
    public void Has_its_values_where_its_address_says_on_a_cache_line()
    {
        var tensor = new Tensor(ElementType.Float32, 3);
        tensor.EnsureRows(100);

        tensor.Values<float>()[4] = 2.5f;

        Assert.Equal(2.5f, BitConverter.Int32BitsToSingle(Marshal.ReadInt32(tensor.Address, 16)));
        Assert.Equal(0, tensor.Address % 64);
        Assert.True(tensor.Values<float>().Length >= 300);
    }

    [Fact]
    public void Stays_where_it_is_while_there_is_room()
    {
        var tensor = new Tensor(ElementType.Int64, 2);
        tensor.EnsureRows(10);
        var before = tensor.Address;

        tensor.EnsureRows(7);

        Assert.Equal(before, tensor.Address);
    }

    [Fact]
    public void Refuses_values_of_another_type() =>
        Assert.Throws<ArgumentException>(() => new Tensor(ElementType.Float32, 1).Values<double>().Length);

    [Theory]
    [InlineData(new long[] { -1, 1, 31 }, 31)]
    [InlineData(new long[] { -1 }, 1)]
    [InlineData(new long[] { -1, -1 }, 0)]
    public void Knows_the_values_a_row(long[] shape, int width) =>
        Assert.Equal(width, new TensorInfo("x", ElementType.Float32, shape).Width);
}
