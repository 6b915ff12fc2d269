namespace Liten.Testing;

/// <summary>A world has one thread: blocking jobs, and a runtime that ends, would start others.</summary>
internal sealed class NoThreads : ThreadSource
{
    public override Thread Start(string name, int stackSize, ThreadStart body)
    {
        OutsideWatch.Current?.Note(static () =>
        {
            CallStack stack = CallStack.Capture();
            return new Escape(
                $"{stack.Api ?? "A blocking job"} needs a thread of its own, which no schedule controls",
                "Put what blocks behind an interface, and give the test one that does not block.",
                stack.Place);
        });
        return base.Start(name, stackSize, body);
    }
}
