namespace StreamGuard.Core.Transforms.Windows;

/// <summary>The windows that had rows in this batch and leave after it, each once.</summary>
internal sealed class TouchedWindows(WindowGroups groups, bool all)
{
    private readonly List<int> _list = [];

    /// <summary>Notes a window that is to leave: any where every update leaves, else one that is due anyway.</summary>
    public void Add(int group, bool isDue)
    {
        ref var window = ref groups[group];
        if (window.IsTouched || !(all || isDue)) return;
        window.IsTouched = true;
        _list.Add(group);
    }

    /// <summary>The window leaves for another reason.</summary>
    public void Remove(int group) => groups[group].IsTouched = false;

    /// <summary>Moves the windows to a list.</summary>
    public void MoveTo(List<int> windows)
    {
        foreach (var group in _list)
        {
            if (!groups[group].IsTouched) continue;
            groups[group].IsTouched = false;
            windows.Add(group);
        }

        _list.Clear();
    }
}
