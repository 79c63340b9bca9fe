using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>States that were cut short or changed: reading one ends in the errors that are promised, or reads something.</summary>
internal static class DamagedState
{
    /// <param name="state">A sound one.</param>
    /// <param name="restore">Reads a state into something new.</param>
    /// <param name="seed">Of the changes.</param>
    public static void IsRefusedOrRead(byte[] state, Action<StateReader> restore, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var length = i < 100 ? random.Next(state.Length) : state.Length;
            var damaged = state[..length];
            for (var changes = i < 100 ? 0 : random.Next(1, 4); changes > 0; changes--) damaged[random.Next(length)] = (byte)random.Next(256);
            AssertReads(damaged, restore, $"seed {seed}, state {i}");
        }
    }

    private static void AssertReads(byte[] damaged, Action<StateReader> restore, string what)
    {
        try
        {
            restore(new StateReader(damaged));
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            // As promised.
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }
    }
}
