using System.Diagnostics.CodeAnalysis;

namespace Liten;

/// <summary>Lets so many in, has some wait, and refuses the others at once.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "It lives as long as its endpoints; the semaphore holds no handle.")]
internal sealed class Bulkhead(RunOnOptions options, int most)
{
    private readonly AsyncSemaphore _places = new(most);
    private int _waiting;

    /// <summary>Takes a place.</summary>
    /// <returns>False if there is none, or none in time.</returns>
    public async ValueTask<bool> TryEnterAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (_places.TryAcquire(out _))
        {
            return true;
        }

        if (Interlocked.Increment(ref _waiting) > options.QueueLimit)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        using var patience = new CancellationTokenSource(options.QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _places.AcquireAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Leave() => _places.Release();
}
