using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>What allocations of the library go through once <c>Failures/AllocationRewriter.cs</c> has rewritten it: each may fail.</summary>
/// <remarks>An object that was made is thrown away then. Nobody has seen it, so it is as if it had not been made.</remarks>
internal static class Memory
{
    public static T Take<T>(T made, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Allocate(file, line);
        return made;
    }

    public static void Resize<T>(ref T[]? array, int size, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (array?.Length != size)
        {
            Allocate(file, line);
        }

        Array.Resize(ref array, size);
    }

    /// <summary>A list to which one item is about to be added.</summary>
    public static List<T> Grow<T>(List<T> list, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (list.Count == list.Capacity)
        {
            Allocate(file, line);
        }

        return list;
    }

    /// <summary>A queue to which one item is about to be added.</summary>
    public static Queue<T> Grow<T>(Queue<T> queue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (queue.Count == queue.Capacity)
        {
            Allocate(file, line);
        }

        return queue;
    }

    private static void Allocate(string file, int line)
    {
        if (Actor.Current is { } actor)
        {
            actor.Execution.Failures.Allocate(actor, file, line);
        }
    }
}
