namespace Liten.Tests.Faults;

/// <summary>The kinds of runtime that a fault must not tell apart.</summary>
internal static class Flavours
{
    public static string[] Names { get; } = ["current thread", "1 worker", "2 workers", "4 workers"];

    public static RuntimeBuilder Builder(string flavour)
    {
        RuntimeBuilder builder = Runtime.CreateBuilder();
        return flavour == "current thread" ? builder.CurrentThread() : builder.WorkerThreads(flavour[0] - '0');
    }

    public static RuntimeUnderTest Start(string flavour) => new(Builder(flavour));

    /// <summary>Every pair of a flavour and one of the given words.</summary>
    public static TheoryData<string, string> With(params string[] words)
    {
        var data = new TheoryData<string, string>();
        foreach (string flavour in Names)
        {
            foreach (string word in words)
            {
                data.Add(flavour, word);
            }
        }

        return data;
    }
}
