#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>Real threads: letters that are announced by NotifyOne are all found, however many waits are cancelled.</summary>
public sealed class AsyncNotifyStressTests
{
    private const int Readers = 4;
    private const int Letters = 40_000;

    private readonly AsyncNotify _notify = new();
    private readonly CancellationTokenSource?[] _waits = new CancellationTokenSource?[Readers];
    private int _letters;
    private int _taken;
    private int _cancelled;

    /// <summary>
    /// Also for edge 5: a registration that was disposed under the latch would sooner or later wait for a callback that wants the latch.
    /// </summary>
    [Fact]
    public async Task Edge05_NotifyOneRandomCancellation_EveryLetterIsFound()
    {
        using var end = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(reader => Task.Run(() => ReadAsync(reader, end.Token)))];
        Task poster = Task.Run(Post);
        await poster.WaitAsync(Patience.Limit * 2, TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _taken) == Letters, Patience.Limit), $"{_taken} of {Letters} letters found, {_notify}");
        await end.CancelAsync();
        foreach (CancellationTokenSource? wait in _waits)
        {
            wait?.Cancel();
        }

        await Task.WhenAll(readers).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Contains("0 waiting", _notify.ToString());
        Assert.True(_cancelled > 0, "no wait was cancelled");
    }

    private void Post()
    {
        var random = new Random(1);
        for (int i = 0; i < Letters; i++)
        {
            Interlocked.Increment(ref _letters);
            _notify.NotifyOne();
            if (random.Next(8) == 0)
            {
                Volatile.Read(ref _waits[random.Next(Readers)])?.Cancel();
            }
        }
    }

    private async Task ReadAsync(int reader, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            while (TryTake())
            {
                Interlocked.Increment(ref _taken);

                // A permit stands for any number of letters: whoever finds one looks whether there are more, by another reader.
                _notify.NotifyOne();
            }

            var source = new CancellationTokenSource();
            Volatile.Write(ref _waits[reader], source);
            if (end.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await _notify.WaitAsync(source.Token);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    private bool TryTake()
    {
        int letters = Volatile.Read(ref _letters);
        while (letters > 0)
        {
            int before = Interlocked.CompareExchange(ref _letters, letters - 1, letters);
            if (before == letters)
            {
                return true;
            }

            letters = before;
        }

        return false;
    }
}
