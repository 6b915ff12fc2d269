using System.Collections.Concurrent;

namespace Liten.Tests;

/// <summary>What an example prints.</summary>
public abstract class SeedRig
{
    private protected readonly ConcurrentQueue<string> _output = new();

    private protected void Print(string line) => _output.Enqueue(line);
}
