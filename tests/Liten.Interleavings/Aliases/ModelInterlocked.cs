using System.Numerics;
using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Threading.Interlocked</c> in the product's files.</summary>
internal static class ModelInterlocked
{
    public static T CompareExchange<T>(
        ref T location,
        T value,
        T comparand,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Actor.Current is not { } actor)
        {
            T before = location;
            location = Execution.Same(before, comparand) ? value : before;
            return before;
        }

        var access = new Access(AccessKind.CompareExchange, Address.Of(ref location), name, file, line);
        MutationKind mutation = Begin(actor, access);
        ref T seen = ref actor.Execution.Buffer.View(actor, ref location);
        T found = seen;
        bool equal = Execution.Same(found, comparand);
        if (mutation == MutationKind.Split)
        {
            actor.Execution.StopBetween(actor, access);
            seen = ref actor.Execution.Buffer.View(actor, ref location);
        }

        if (equal)
        {
            actor.Execution.Store(actor, ref seen, value);
        }

        return mutation == MutationKind.ResultIgnored ? comparand : found;
    }

    public static T Exchange<T>(
        ref T location,
        T value,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        => Modify(ref location, value, static (_, value) => value, new Place(AccessKind.Exchange, name, file, line)).Before;

    public static T Add<T>(
        ref T location,
        T value,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : IBinaryInteger<T>
        => Modify(ref location, value, static (before, value) => unchecked(before + value), new Place(AccessKind.Add, name, file, line)).After;

    public static T Or<T>(
        ref T location,
        T value,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : IBinaryInteger<T>
        => Modify(ref location, value, static (before, value) => before | value, new Place(AccessKind.Or, name, file, line)).Before;

    public static T And<T>(
        ref T location,
        T value,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : IBinaryInteger<T>
        => Modify(ref location, value, static (before, value) => before & value, new Place(AccessKind.And, name, file, line)).Before;

    public static void MemoryBarrier([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (Actor.Current is { } actor)
        {
            // Nobody else can tell when it happens, so it is no scheduling point.
            if (Sites.Find(file, line, AccessKind.Fence).Mutation == MutationKind.None)
            {
                actor.Execution.Buffer.Drain(actor);
            }
        }
    }

    public static void MemoryBarrierProcessWide([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (Actor.Current is { } actor)
        {
            actor.Execution.Step(actor, new Access(AccessKind.FenceAll, 0, "", file, line));
            if (Sites.Find(file, line, AccessKind.FenceAll).Mutation == MutationKind.None)
            {
                actor.Execution.Buffer.DrainAll(actor);
            }
        }
    }

    private static (T Before, T After) Modify<T>(ref T location, T value, Func<T, T, T> change, Place place)
    {
        if (Actor.Current is not { } actor)
        {
            T old = location;
            location = change(old, value);
            return (old, location);
        }

        var access = new Access(place.Kind, Address.Of(ref location), place.Name, place.File, place.Line);
        MutationKind mutation = Begin(actor, access);
        ref T seen = ref actor.Execution.Buffer.View(actor, ref location);
        T before = seen;
        T after = change(before, value);
        if (mutation == MutationKind.Split)
        {
            actor.Execution.StopBetween(actor, access);
            seen = ref actor.Execution.Buffer.View(actor, ref location);
        }

        if (mutation == MutationKind.Delayed)
        {
            actor.Execution.Buffer.Hold(actor, ref location, after);
        }
        else
        {
            actor.Execution.Store(actor, ref seen, after);
        }

        return (before, after);
    }

    private static MutationKind Begin(Actor actor, in Access access)
    {
        actor.Execution.Step(actor, access);
        actor.Execution.Buffer.Drain(actor);
        return Sites.Find(access.File, access.Line, access.Kind).Mutation;
    }

    private readonly record struct Place(AccessKind Kind, string Name, string File, int Line);
}
