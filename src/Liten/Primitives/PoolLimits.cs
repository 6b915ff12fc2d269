namespace Liten;

/// <summary>How many finished objects of one type the current thread keeps.</summary>
internal static class PoolLimits
{
    /// <summary>
    /// The limit on threads that no runtime owns, and the default of a runtime: two batches of the depot.
    /// </summary>
    public const int Default = 64;

    [ThreadStatic]
    private static int t_limitPlusOne;

    /// <summary>The current thread's limit; set once when a runtime's thread starts.</summary>
    public static int ObjectsPerThread
    {
        get => t_limitPlusOne == 0 ? Default : t_limitPlusOne - 1;
        set => t_limitPlusOne = value + 1;
    }
}
