using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The runtimes that are shown, each with a number: names may be the same.</summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal sealed class RuntimeDirectory(IReadOnlyList<Runtime>? chosen)
{
    private readonly Runtime[]? _chosen = chosen is null ? null : [.. chosen];

    /// <summary>Keeps no runtime alive: what is seen of one goes with it.</summary>
    private readonly ConditionalWeakTable<Runtime, WatchedRuntime> _known = [];

    private int _lastNumber;

    /// <summary>Those that have not ended, from the oldest to the youngest.</summary>
    public IReadOnlyList<WatchedRuntime> All
    {
        get
        {
            IReadOnlyList<Runtime> living = Runtime.GetAll();
            IEnumerable<Runtime> shown = _chosen is null ? living : _chosen.Where(living.Contains);
            return [.. shown.Select(Know)];
        }
    }

    private WatchedRuntime Know(Runtime runtime)
    {
        lock (_known)
        {
            if (!_known.TryGetValue(runtime, out WatchedRuntime? watched))
            {
                watched = new WatchedRuntime(runtime, ++_lastNumber);
                _known.Add(runtime, watched);
            }

            return watched;
        }
    }
}
