namespace Liten.Stress;

/// <summary>Tokens that a foreign thread cancels at random moments until this is disposed.</summary>
internal sealed class CancelledTokens : IDisposable
{
    private readonly CancellationTokenSource?[] _sources;
    private readonly ForeignThreads _thread;
    private bool _stopped;

    public CancelledTokens(int places, int seed)
    {
        _sources = new CancellationTokenSource?[places];
        _thread = ForeignThreads.Start(1, seed, random =>
        {
            while (!Volatile.Read(ref _stopped))
            {
                Volatile.Read(ref _sources[random.Next(places)])?.Cancel();
                Thread.SpinWait(random.Next(200));
                Thread.Yield();
            }
        });
    }

    /// <summary>A fresh token for the place.</summary>
    public CancellationToken Renew(int place)
    {
        var source = new CancellationTokenSource();
        Volatile.Write(ref _sources[place], source);
        return source.Token;
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopped, true);
        _thread.Join();
    }
}
