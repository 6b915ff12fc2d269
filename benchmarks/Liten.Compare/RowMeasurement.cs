using System.Diagnostics;

namespace Liten.Compare;

/// <summary>Measures one row in rounds: in each, every program has its turn, in a new random order.</summary>
internal sealed class RowMeasurement(
    RowDefinition row,
    IReadOnlyList<PeerDefinition> programs,
    int workers,
    Setting setting,
    Protocol protocol)
{
    private readonly Dictionary<string, List<Sample>> _rounds = [];
    private readonly List<string> _notes = [];
    private readonly List<PeerDefinition> _taking = [.. programs];
    private readonly TimeSpan _window = row.Window ?? protocol.Window * row.Patience;
    private readonly bool _fresh = row.Fresh || protocol.FromTheFirst;

    /// <summary>What went wrong, a line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What was measured so far.</summary>
    public IReadOnlyList<LineResult> Results
        => _rounds.Count == 0 ? [] : [.. row.Lines.Select(figure => LineResult.From(figure, row, _rounds))];

    /// <exception cref="OperationCanceledException">The token was cancelled; the complete rounds count.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var running = new Dictionary<string, PeerProcess>();
        try
        {
            if (!_fresh)
            {
                await ForEachAsync(peer => WarmUpAsync(running[peer.Key] = PeerProcess.Start(peer, workers, setting), stop));
            }

            for (int round = 0; round < protocol.Rounds; round++)
            {
                await RunRoundAsync(running, stop);
            }
        }
        finally
        {
            foreach (PeerProcess process in running.Values)
            {
                process.Dispose();
            }
        }
    }

    private async Task RunRoundAsync(Dictionary<string, PeerProcess> running, CancellationToken stop)
    {
        var samples = new Dictionary<string, Sample>();
        await ForEachAsync(async peer => samples[peer.Key] = row.Hello is { } variant
            ? await HelloProgram.MeasureAsync(PeerCatalog.FindHello(peer.Key, variant), setting, stop)
            : await RequestAsync(running, peer, stop));
        foreach ((string key, Sample sample) in samples)
        {
            (_rounds.TryGetValue(key, out List<Sample>? all) ? all : _rounds[key] = []).Add(sample);
        }
    }

    private async Task<Sample> RequestAsync(Dictionary<string, PeerProcess> running, PeerDefinition peer, CancellationToken stop)
    {
        using PeerProcess? own = _fresh ? PeerProcess.Start(peer, workers, setting) : null;
        return await (own ?? running[peer.Key]).MeasureAsync(row, _window, protocol.FromTheFirst, stop);
    }

    /// <summary>Until the last windows agree: code is compiled and optimized, memory is in its place. One rule for all.</summary>
    private async Task WarmUpAsync(PeerProcess process, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Protocol.ShortWindows && Stopwatch.GetElapsedTime(start) < protocol.MostShortWarmUp; i++)
        {
            await process.MeasureAsync(row, Protocol.ShortWindow, fromTheFirst: false, stop);
        }

        var windows = new List<double>();
        while (true)
        {
            windows.Add((await process.MeasureAsync(row, protocol.Window, fromTheFirst: false, stop)).NanosecondsPerOperation);
            TimeSpan spent = Stopwatch.GetElapsedTime(start);
            if (spent > protocol.MostWarmUp || (spent > protocol.LeastWarmUp && Agree(windows)))
            {
                return;
            }
        }
    }

    internal static bool Agree(IReadOnlyList<double> windows)
    {
        double[] last = [.. windows.TakeLast(Protocol.AgreeingWindows)];
        return last.Length == Protocol.AgreeingWindows && last.Max() <= last.Min() * (1 + Protocol.Agreement);
    }

    /// <summary>In random order. A program that fails leaves this row, with a note; the others go on.</summary>
    private async Task ForEachAsync(Func<PeerDefinition, Task> action)
    {
        PeerDefinition[] order = [.. _taking];
        Random.Shared.Shuffle(order);
        foreach (PeerDefinition peer in order)
        {
            try
            {
                await action(peer);
            }
            catch (PeerFailure failure)
            {
                _taking.Remove(peer);
                _rounds.Remove(peer.Key);
                if (!failure.IsUnsupported)
                {
                    _notes.Add($"{setting}, {row.Name}: {peer.Title} {failure.Message}");
                }
            }
        }
    }
}
