namespace StreamGuard.Core.History.Recent;

/// <summary>Follows the rows of <see cref="RecentRows"/> by the places they lie at.</summary>
internal interface IPlaced
{
    /// <summary>Makes room for so many places.</summary>
    void Reserve(int places) { }

    /// <summary>Rows next to one another were copied; both runs may overlap.</summary>
    void Move(int from, int to, int count) { }

    /// <summary>A row was put in at an index, the last one as a rule; those behind it have moved.</summary>
    void Inserted(int key, in Ring ring, int index) { }

    /// <summary>So many of the key's oldest rows leave next; all of them when the key is forgotten.</summary>
    void Dropping(int key, in Ring ring, int count) { }
}
