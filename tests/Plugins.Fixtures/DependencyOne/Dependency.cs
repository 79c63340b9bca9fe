namespace StreamGuard.Fixtures;

/// <summary>A library that two plugins use in different versions.</summary>
public static class Dependency
{
    public static int Major => 1;
}
