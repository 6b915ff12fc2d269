using System.Runtime.InteropServices;

namespace Liten.Interleavings;

/// <summary>
/// Keeps the actors' threads on one processor. Only one of them runs at a time, and waking a thread on the same processor costs a
/// context switch, on another one often the waking of that processor, too.
/// </summary>
internal static unsafe class OneProcessor
{
    private const int MaskBytes = 128;

    private static readonly delegate* unmanaged<int, nint, byte*, int> s_setAffinity = Find("sched_setaffinity");
    private static readonly int s_processor = ChooseProcessor();

    /// <summary>Moves the calling thread there; does nothing where the system does not know how.</summary>
    public static void Enter()
    {
        if (s_setAffinity != null && s_processor >= 0)
        {
            byte* mask = stackalloc byte[MaskBytes];
            new Span<byte>(mask, MaskBytes).Clear();
            mask[s_processor / 8] = (byte)(1 << (s_processor % 8));
            s_setAffinity(0, MaskBytes, mask);
        }
    }

    /// <summary>
    /// The last processor that this process may use: the first ones are where everything else tends to run. The half of the deep
    /// exploration that runs beside the other one takes the first.
    /// </summary>
    private static int ChooseProcessor()
    {
        delegate* unmanaged<int, nint, byte*, int> getAffinity = Find("sched_getaffinity");
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        if (getAffinity == null || getAffinity(0, MaskBytes, mask) < 0)
        {
            return -1;
        }

        bool isSecondHalf = Environment.GetEnvironmentVariable("LITEN_EXPLORE") == "deep-hunts";
        int chosen = -1;
        for (int i = 0; i < MaskBytes * 8; i++)
        {
            bool isAllowed = (mask[i / 8] & (1 << (i % 8))) != 0;
            chosen = isAllowed && (chosen < 0 || !isSecondHalf) ? i : chosen;
        }

        return chosen;
    }

    private static delegate* unmanaged<int, nint, byte*, int> Find(string name)
        => OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc", typeof(OneProcessor).Assembly, null, out nint library)
            && NativeLibrary.TryGetExport(library, name, out nint call)
            ? (delegate* unmanaged<int, nint, byte*, int>)call
            : null;
}
