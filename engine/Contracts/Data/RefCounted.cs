namespace StreamGuard.Contracts;

/// <summary>
/// Something whose buffers go back to a pool when its last holder lets go. Whoever makes one holds it; whoever keeps
/// one beyond the call it was given in calls <see cref="Retain"/>; each holder calls <see cref="Release"/> once.
/// One that is never released is collected as garbage: slower, never wrong.
/// </summary>
public abstract class RefCounted
{
    private int _holders = 1;

    /// <exception cref="ObjectDisposedException">Its last holder has let go already.</exception>
    public void Retain()
    {
        if (Interlocked.Increment(ref _holders) <= 1) throw new ObjectDisposedException(GetType().Name);
    }

    /// <exception cref="ObjectDisposedException">Released more often than held.</exception>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _holders);
        if (left == 0) Free();
        else if (left < 0) throw new ObjectDisposedException(GetType().Name);
    }

    /// <summary>Gives the buffers back; called once.</summary>
    protected abstract void Free();

    /// <summary>Begins another life, with one holder, of an object that nobody holds.</summary>
    private protected void Revive() => Volatile.Write(ref _holders, 1);
}
