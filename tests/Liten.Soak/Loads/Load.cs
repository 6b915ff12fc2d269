namespace Liten.Soak.Loads;

/// <summary>One kind of use of a runtime, in batches that end by themselves and check their own books.</summary>
internal abstract class Load(string name)
{
    /// <summary>What the figures call it.</summary>
    public string Name { get; } = name;

    /// <summary>Runs as part of a task of the runtime under load.</summary>
    /// <returns>How many operations that were.</returns>
    /// <exception cref="LossException">Something was lost.</exception>
    public abstract LitenTask<int> RunBatch(Random random);

    /// <summary>Ends all of them, however they end.</summary>
    protected static async LitenTask JoinAll(JoinHandle[] handles)
    {
        foreach (JoinHandle handle in handles)
        {
            await handle.JoinAsync();
        }
    }

    protected static async LitenTask Yields(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await LitenTask.Yield();
        }
    }
}
