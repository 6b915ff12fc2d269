using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>Takes the place of <c>System.Threading.Volatile</c> in the product's files.</summary>
internal static class ModelVolatile
{
    public static T Read<T>(
        ref readonly T location,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Actor.Current is not { } actor)
        {
            return location;
        }

        actor.Execution.Step(actor, new Access(AccessKind.Read, Address.Of(in location), name, file, line));
        Sites.Find(file, line, AccessKind.Read);
        T value = actor.Execution.Buffer.View(actor, ref Unsafe.AsRef(in location));
        if (actor.Execution.StopsAfterReads(actor))
        {
            actor.Execution.Step(actor, new Access(AccessKind.Read, Address.Of(in location), "after " + name, file, line));
        }

        return value;
    }

    /// <summary>Reads are made in their order here.</summary>
    public static void ReadBarrier()
    {
    }

    public static void Write<T>(
        ref T location,
        T value,
        [CallerArgumentExpression(nameof(location))] string name = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Actor.Current is not { } actor)
        {
            location = value;
            return;
        }

        actor.Execution.Step(actor, new Access(AccessKind.Write, Address.Of(ref location), name, file, line));
        MutationKind mutation = Sites.Find(file, line, AccessKind.Write).Mutation;
        if (mutation == MutationKind.Omitted)
        {
            return;
        }

        // What follows a delayed store is delayed with it: stores become visible in their order.
        StoreBuffer buffer = actor.Execution.Buffer;
        if (buffer.Holds(actor) || actor.Execution.Delays(actor))
        {
            buffer.Hold(actor, ref location, value);
        }
        else
        {
            actor.Execution.Store(actor, ref buffer.View(actor, ref location), value);
        }
    }
}
