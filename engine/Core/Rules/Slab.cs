using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>One item for each key's number, made when first asked for.</summary>
internal sealed class Slab<T>(Func<T> create) where T : class
{
    private T?[] _items = [];

    public T this[int key]
    {
        get
        {
            if (key >= _items.Length) Array.Resize(ref _items, Math.Max(key + 1, _items.Length * 2));
            return _items[key] ??= create();
        }
    }

    public void Save(StateWriter state, Action<T, StateWriter> save)
    {
        state.Write(_items.Length);
        foreach (var item in _items)
        {
            state.Write(item is not null);
            if (item is not null) save(item, state);
        }
    }

    public void Restore(StateReader state, Action<T, StateReader> restore)
    {
        _items = new T?[state.ReadInt()];
        for (var key = 0; key < _items.Length; key++)
            if (state.ReadBool()) restore(this[key], state);
    }
}
