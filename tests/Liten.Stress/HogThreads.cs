namespace Liten.Stress;

/// <summary>Antagonists: threads that take all processors there are, twice, for as long as this lives.</summary>
public sealed class HogThreads : IDisposable
{
    private const int HogsPerProcessor = 2;

    private static int s_burning;

    private readonly Thread[] _threads;
    private bool _stopped;

    public HogThreads()
    {
        _threads = [.. Enumerable.Range(0, HogsPerProcessor * Environment.ProcessorCount).Select(i => new Thread(Burn) { IsBackground = true, Name = $"hog-{i}" })];
        Array.ForEach(_threads, static thread => thread.Start());
        s_burning++;
    }

    /// <summary>Whether there are any now. Tests run one after the other.</summary>
    public static bool AreBurning => s_burning > 0;

    public void Dispose()
    {
        Volatile.Write(ref _stopped, true);
        Array.ForEach(_threads, static thread => thread.Join());
        s_burning--;
    }

    private void Burn()
    {
        while (!Volatile.Read(ref _stopped))
        {
            Thread.SpinWait(1_000);
        }
    }
}
