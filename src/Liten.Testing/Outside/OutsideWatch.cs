namespace Liten.Testing;

/// <summary>What the sensors of one world have seen. The first escape of a schedule counts.</summary>
internal sealed class OutsideWatch
{
    [ThreadStatic]
    private static OutsideWatch? t_current;

    private Escape? _first;

    /// <summary>The watch of the world that runs on the calling thread, while it runs a schedule.</summary>
    public static OutsideWatch? Current => t_current;

    public Escape? Escape => Volatile.Read(ref _first);

    /// <summary>A schedule begins on the calling thread.</summary>
    public void Begin()
    {
        _first = null;
        WatchThread();
    }

    public void WatchThread() => t_current = this;

    public static void End() => t_current = null;

    public void Note(Func<Escape> escape)
    {
        if (Escape is null)
        {
            // While the stack is read, code of .NET's may queue or block by itself.
            OutsideWatch? current = t_current;
            t_current = null;
            Interlocked.CompareExchange(ref _first, escape(), null);
            t_current = current;
        }
    }
}
