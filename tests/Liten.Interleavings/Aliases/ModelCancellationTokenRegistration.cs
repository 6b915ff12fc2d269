using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>
/// Takes the place of <c>System.Threading.CancellationTokenRegistration</c> in the product's files: .NET's own would wait for a
/// running callback with the OS thread, for ever if that callback's actor is not at its turn.
/// </summary>
internal readonly struct ModelCancellationTokenRegistration(System.Threading.CancellationTokenRegistration real)
{
    private readonly System.Threading.CancellationTokenRegistration _real = real;

    public static implicit operator ModelCancellationTokenRegistration(System.Threading.CancellationTokenRegistration real) => new(real);

    /// <summary>Cancels a source on the calling actor, which runs the callbacks.</summary>
    public static void Cancel(CancellationTokenSource source)
    {
        Actor actor = Actor.Current!;
        actor.Cancels = source.Token;
        source.Cancel();
        actor.Cancels = default;
        actor.Execution.Changed(actor);
    }

    /// <summary>Removes the callback, and does not wait for one that runs.</summary>
    public bool Unregister() => _real.Unregister();

    /// <summary>Removes the callback, or waits until the actor that runs it now has ended it.</summary>
    public void Dispose([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (_real == default || _real.Unregister() || Actor.Current is not { } actor)
        {
            return;
        }

        CancellationToken token = _real.Token;
        while (actor.Execution.Actors.Any(other => other != actor && other.Cancels == token))
        {
            actor.Execution.Spin(actor, new Access(AccessKind.Spin, 0, "callback", file, line));

            // .NET spins here as well, and an interrupt ends that.
            actor.Execution.Failures.MayBeInterrupted(actor, file, line);
        }
    }
}
