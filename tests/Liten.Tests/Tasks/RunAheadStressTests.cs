using System.Collections.Concurrent;

namespace Liten.Tests.Tasks;

/// <summary>Trees of tasks on several workers, of which another thread aborts some at random: every handle completes, each body begins once at most.</summary>
public class RunAheadStressTests
{
    private const int Trees = 60;
    private const int Depth = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void TreesWithRandomAborts_Unwind(int workers)
    {
        using var it = RuntimeUnderTest.WithWorkers(workers);
        var random = new Random(workers);
        for (int tree = 0; tree < Trees; tree++)
        {
            var nodes = new ConcurrentQueue<Node>();
            Node root = Plant(it.Runtime, nodes, Depth);
            for (int i = random.Next(20); i > 0; i--)
            {
                Node[] seen = [.. nodes];
                seen[random.Next(seen.Length)].Handle.Abort();
            }

            it.Outcome(root.Handle);
            while (nodes.TryDequeue(out Node? node))
            {
                JoinResult outcome = it.Outcome(node.Handle);
                Assert.False(outcome.IsFaulted && outcome.Exception is not TaskAbortedException, outcome.Exception?.ToString());
                Assert.InRange(node.Runs, outcome.IsSuccess ? 1 : 0, 1);
            }
        }
    }

    private static Node Plant(Runtime runtime, ConcurrentQueue<Node> nodes, int depth)
    {
        var node = new Node();
        node.Handle = runtime.Spawn(async LitenTask () =>
        {
            node.Runs++;
            if (depth == 0)
            {
                await LitenTask.Yield();
                return;
            }

            Node left = Plant(runtime, nodes, depth - 1);
            Node right = Plant(runtime, nodes, depth - 1);
            await left.Handle;
            await right.Handle;
        });
        nodes.Enqueue(node);
        return node;
    }

    private sealed class Node
    {
        public JoinHandle Handle { get; set; } = null!;

        public int Runs { get; set; }
    }
}
