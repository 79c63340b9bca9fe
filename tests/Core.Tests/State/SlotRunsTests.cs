using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Tests.State;

public class SlotRunsTests
{
    [Fact]
    public void All_slots_are_saved_while_many_are_used()
    {
        var runs = SlotRuns.Of(100, 20, slot => slot % 5 == 0);

        Assert.Equal([new SlotRun(0, 100)], runs.Runs);
        Assert.Equal(100, runs.Saved);
    }

    [Fact]
    public void Few_used_ones_are_saved_alone()
    {
        var runs = SlotRuns.Of(100, 3, slot => slot is 7 or 8 or 99);

        Assert.Equal([new SlotRun(7, 2), new SlotRun(99, 1)], runs.Runs);
        Assert.Equal(3, runs.Saved);
    }

    [Fact]
    public void A_slot_has_the_place_at_which_it_was_saved()
    {
        var (all, few) = (SlotRuns.Of(100, 20, _ => true), SlotRuns.Of(100, 4, slot => slot is 7 or 8 or 50 or 99));

        Assert.Equal([0, 42, 99], new[] { 0, 42, 99 }.Select(all.PlaceOf));
        Assert.Equal([-1, 0, 1, -1, 2, 3, -1], new[] { 6, 7, 8, 9, 50, 99, 100 }.Select(few.PlaceOf));
    }

    [Fact]
    public void Slots_that_the_state_has_no_room_for_are_refused()
    {
        var buffer = new ArrayBufferWriter<byte>();
        SlotRuns.Of(int.MaxValue, int.MaxValue, _ => true).Save(new StateWriter(buffer));

        Assert.Throws<EndOfStreamException>(() => SlotRuns.Restore(new StateReader(buffer.WrittenMemory), bytesEach: 1));
    }

    [Fact]
    public void Come_back_as_they_were_saved()
    {
        foreach (var saved in new[] { SlotRuns.Of(0, 0, _ => true), SlotRuns.Of(9, 9, _ => true), SlotRuns.Of(100, 2, slot => slot is 3 or 50) })
        {
            var restored = Again(writer => saved.Save(writer));

            Assert.Equal((saved.Slots, saved.Saved), (restored.Slots, restored.Saved));
            Assert.Equal(saved.Runs, restored.Runs);
        }
    }

    [Theory]
    [InlineData(10, 0, 11)]
    [InlineData(10, -1, 3)]
    [InlineData(10, 4, 0)]
    [InlineData(10, 9, int.MaxValue)]
    [InlineData(-1, 0, 1)]
    public void A_run_outside_its_slab_is_refused(int slots, int first, int count)
    {
        Assert.Throws<InvalidDataException>(() => Again(writer => Array.ForEach([slots, 1, first, count], writer.Write)));
    }

    [Fact]
    public void Runs_that_lie_over_one_another_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => Again(writer => Array.ForEach([10, 2, 0, 5, 4, 2], writer.Write)));
    }

    private static SlotRuns Again(Action<StateWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new StateWriter(buffer));
        return SlotRuns.Restore(new StateReader(buffer.WrittenMemory), bytesEach: 0);
    }
}
