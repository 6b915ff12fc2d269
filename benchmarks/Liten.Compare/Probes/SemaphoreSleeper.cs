namespace Liten.Compare;

internal sealed class SemaphoreSleeper : ISleeper
{
    private readonly Semaphore _semaphore = new(0, 1);

    public void Sleep() => _semaphore.WaitOne();

    public void Wake() => _semaphore.Release();

    public void Dispose() => _semaphore.Dispose();
}
