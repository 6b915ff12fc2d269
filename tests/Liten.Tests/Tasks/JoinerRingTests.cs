using CsCheck;

namespace Liten.Tests.Tasks;

public class JoinerRingTests
{
    private static readonly IWaitHolder<VoidResult> s_nobody = new Nobody();

    [Fact]
    public void TakeClaimed_OfNothing_IsNull()
    {
        var ring = default(JoinerRing);
        Assert.Null(ring.TakeClaimed());
        ring.Remove(Node());
        Assert.Null(ring.TakeClaimed());
    }

    /// <summary>A list with the same operations: add, remove, remove what is not there, claim by somebody else, take all.</summary>
    [Fact]
    public void Ring_AnyOperations_BehavesAsAList() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000]).Array[0, 100].Sample(
        steps =>
        {
            var ring = default(JoinerRing);
            List<WaitNode<VoidResult>> model = [];
            HashSet<WaitNode<VoidResult>> claimedElsewhere = [];
            foreach ((int step, int which) in steps)
            {
                switch (step)
                {
                    case < 5:
                        WaitNode<VoidResult> added = Node();
                        ring.Add(added);
                        model.Add(added);
                        break;
                    case < 7 when model.Count > 0:
                        WaitNode<VoidResult> removed = model[which % model.Count];
                        ring.Remove(removed);
                        model.Remove(removed);
                        Assert.Null(removed.Next);
                        ring.Remove(removed);
                        break;
                    case 7 when model.Count > 0:
                        WaitNode<VoidResult> claimed = model[which % model.Count];
                        Assert.Equal(claimedElsewhere.Add(claimed), claimed.TryClaim());
                        break;
                    case 8:
                        ring.Remove(Node());
                        break;
                    case 9 when which % 5 == 0:
                        Assert.Equal(model.Where(node => !claimedElsewhere.Contains(node)), Chain(ring.TakeClaimed()));
                        model.Clear();
                        break;
                }
            }

            Assert.Equal(model.Where(node => !claimedElsewhere.Contains(node)), Chain(ring.TakeClaimed()));
            Assert.Null(ring.TakeClaimed());
            Assert.All(model, static node => Assert.False(node.TryClaim()));
        },
        iter: 3_000);

    [Fact]
    public void Remove_NodeOfAnotherRing_TouchesNeither()
    {
        var first = default(JoinerRing);
        var second = default(JoinerRing);
        WaitNode<VoidResult>[] nodes = [Node(), Node(), Node(), Node()];
        first.Add(nodes[0]);
        first.Add(nodes[1]);
        second.Add(nodes[2]);
        second.Add(nodes[3]);
        first.Remove(nodes[3]);
        second.Remove(nodes[0]);

        Assert.Equal(nodes[..2], Chain(first.TakeClaimed()));
        Assert.Equal(nodes[2..], Chain(second.TakeClaimed()));
    }

    [Fact]
    public void WakeAll_OfAChain_EndsEachWaitInOrder()
    {
        List<int> woken = [];
        var ring = default(JoinerRing);
        for (int i = 0; i < 5; i++)
        {
            int id = i;
            WaitNode<VoidResult> node = Node();
            ring.Add(node);
            node.OnDone(new Continuation(() => woken.Add(id)));
        }

        JoinerRing.WakeAll(ring.TakeClaimed());
        Assert.Equal([0, 1, 2, 3, 4], woken);
        JoinerRing.WakeAll(null);
    }

    private static WaitNode<VoidResult> Node() => WaitNode<VoidResult>.Rent(s_nobody);

    private static List<WaitNode<VoidResult>> Chain(WaitNode<VoidResult>? first)
    {
        List<WaitNode<VoidResult>> chain = [];
        while (first is not null)
        {
            chain.Add(first);
            WaitNode<VoidResult>? next = first.Next;
            first.Next = null;
            first = next;
        }

        return chain;
    }

    private sealed class Continuation(Action wake) : WakeTarget
    {
        internal override void Wake() => wake();
    }

    private sealed class Nobody : IWaitHolder<VoidResult>
    {
        public void Forget(WaitNode<VoidResult> node)
        {
        }
    }
}
