using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Liten.Compare;

/// <summary>A running peer. Between two measurements it blocks on its input, with an idle runtime.</summary>
internal sealed class PeerProcess : IDisposable
{
    /// <summary>No window takes minutes; a peer that does hangs.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private PeerProcess(PeerDefinition peer, Process process)
    {
        Peer = peer;
        _process = process;
    }

    public PeerDefinition Peer { get; }

    /// <exception cref="PeerFailure">The program cannot be started.</exception>
    public static PeerProcess Start(PeerDefinition peer, int workers, Setting setting)
    {
        var start = new ProcessStartInfo(peer.Path, ["--workers", workers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (peer.Key == "dotnet")
        {
            // Hexadecimal. ThreadPool.SetMaxThreads refuses fewer threads than processors, and these do not.
            start.Environment["DOTNET_ThreadPool_ForceMinWorkerThreads"] = workers.ToString("x", CultureInfo.InvariantCulture);
            start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = workers.ToString("x", CultureInfo.InvariantCulture);
        }

        try
        {
            return new PeerProcess(peer, setting.Start(start) ?? throw new PeerFailure("did not start"));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PeerFailure(error.Message);
        }
    }

    /// <param name="row">What to do.</param>
    /// <param name="window">For about so long.</param>
    /// <param name="fromTheFirst">Count from the first operation on, not only the last run, whose length was found by those before.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="PeerFailure">The peer does not know the row, ended, hangs or talks nonsense.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<Sample> MeasureAsync(RowDefinition row, TimeSpan window, bool fromTheFirst, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            string request = $"{row.Asks ?? row.Name} {window.TotalMilliseconds:F0} {row.Size}{(fromTheFirst ? " first" : "")}";
            await _process.StandardInput.WriteLineAsync(request.AsMemory(), limit.Token);
            await _process.StandardInput.FlushAsync(limit.Token);
            string line = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new PeerFailure("its program ended");
            return Sample.Parse(line);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerFailure($"gave no answer in {s_limit.TotalMinutes} minutes");
        }
        catch (IOException)
        {
            throw new PeerFailure("its program ended");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new PeerFailure($"gave an answer that nobody understands ({error.Message})");
        }
    }

    /// <summary>A peer ends when its input does; one that is busy is ended.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        if (!_process.WaitForExit(s_timeToEnd))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
