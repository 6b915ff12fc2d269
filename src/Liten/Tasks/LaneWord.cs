namespace Liten;

/// <summary>
/// The lane of a task and the one that pays for it, in the word that would name its worker in a runtime without work
/// stealing: no runtime has both.
/// </summary>
internal static class LaneWord
{
    /// <summary>The number of the lane for tasks that have no other.</summary>
    public const byte Default = 1;

    /// <summary>The name of that lane.</summary>
    public const string DefaultName = "default";

    // A sign that the word names no worker, the lane that pays, the lane.
    private const int IsLaneMask = 0xC000;
    private const int IsLane = 0x8000;
    private const int LaneMask = 0x7F;
    private const int PayerShift = 7;

    /// <summary>The lane; 0 if the word has none.</summary>
    public static byte LaneIn(short word) => (byte)((word & IsLaneMask) == IsLane ? word & LaneMask : 0);

    /// <summary>The lane that pays; 0 if the word has none.</summary>
    public static byte PayerIn(short word)
        => (byte)((word & IsLaneMask) == IsLane ? (word >> PayerShift) & LaneMask : 0);

    /// <summary>The word of a task of the given lane, for which another one may pay.</summary>
    public static short Of(byte lane, byte payer) => unchecked((short)(IsLane | (payer << PayerShift) | lane));

    /// <summary>For a runtime without lanes: refuses all names but one.</summary>
    /// <exception cref="ArgumentException">The name is another.</exception>
    public static void RefuseUnknown(string name)
    {
        if (name != DefaultName)
        {
            throw Unknown(name, $"only the one called '{DefaultName}'");
        }
    }

    public static ArgumentException Unknown(string name, string known)
        => new($"The runtime has no lane '{name}', but {known}.");
}
