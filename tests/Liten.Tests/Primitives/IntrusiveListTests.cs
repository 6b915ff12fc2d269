using CsCheck;

namespace Liten.Tests.Primitives;

public class IntrusiveListTests
{
    private IntrusiveList<Node> _list;

    [Fact]
    public void New_IsEmpty()
    {
        Assert.True(_list.IsEmpty);
        Assert.Equal(0, _list.Count);
        Assert.Null(_list.First);
        Assert.False(_list.TryRemoveFirst(out Node? none));
        Assert.Null(none);
    }

    [Fact]
    public void TryRemoveFirst_Filled_IsFirstInFirstOut()
    {
        Node[] nodes = Add(3);

        Assert.Equal(3, _list.Count);
        Assert.Same(nodes[0], _list.First);
        Assert.Equal(nodes, Drain());
        Assert.True(_list.IsEmpty);
    }

    [Fact]
    public void TryRemoveLast_Filled_IsLastInFirstOut()
    {
        Node[] nodes = Add(2);

        Assert.True(_list.TryRemoveLast(out Node? last));
        Assert.Same(nodes[1], last);
        Assert.True(_list.TryRemoveLast(out last));
        Assert.Same(nodes[0], last);
        Assert.False(_list.TryRemoveLast(out last));
        Assert.Null(last);
        Assert.True(_list.IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Remove_AnyPosition_LeavesTheOthersInOrder(int position)
    {
        Node[] nodes = Add(3);

        Assert.True(_list.Remove(nodes[position]));

        Assert.Equal(2, _list.Count);
        Assert.Equal(nodes.Where((_, i) => i != position), Drain());
    }

    [Fact]
    public void Remove_Only_EmptiesTheList()
    {
        Node node = Add(1)[0];

        Assert.True(_list.Remove(node));

        Assert.True(_list.IsEmpty);
        Assert.Null(node.Next);
        Assert.Null(node.Previous);
    }

    [Fact]
    public void Remove_Twice_SecondIsFalse()
    {
        Node[] nodes = Add(3);

        Assert.True(_list.Remove(nodes[1]));
        Assert.False(_list.Remove(nodes[1]));
        Assert.Equal(2, _list.Count);
    }

    [Fact]
    public void Remove_NeverAddedOrTakenOut_IsFalse()
    {
        Assert.False(_list.Remove(new Node(9)));
        Node[] nodes = Add(2);
        Assert.False(_list.Remove(new Node(9)));

        Assert.True(_list.TryRemoveFirst(out Node? first));
        Assert.Same(nodes[0], first);
        Assert.False(_list.Remove(first));
        Assert.Equal(1, _list.Count);
    }

    [Fact]
    public void Remove_OnlyElementOfAnotherList_IsFalse()
    {
        IntrusiveList<Node> other = default;
        Node node = new(1);
        other.AddLast(node);
        Add(2);

        Assert.False(_list.Remove(node));
        Assert.Equal(1, other.Count);
    }

    [Fact]
    public void AddLast_RemovedBefore_CanBeAddedAgain()
    {
        Node[] nodes = Add(3);
        _list.Remove(nodes[0]);

        _list.AddLast(nodes[0]);

        Assert.Equal([nodes[1], nodes[2], nodes[0]], Drain());
    }

    [Fact]
    public void List_AnyOperations_BehavesAsAList() =>
        Gen.Int[0, 19].Array[0, 200].Sample(operations =>
        {
            IntrusiveList<Node> list = default;
            List<Node> model = [];
            Node[] nodes = [.. Enumerable.Range(0, 10).Select(i => new Node(i))];
            foreach (int operation in operations)
            {
                Node node = nodes[operation % 10];
                if (operation < 10)
                {
                    Assert.Equal(model.Remove(node), list.Remove(node));
                }
                else if (!model.Contains(node))
                {
                    list.AddLast(node);
                    model.Add(node);
                }
                else
                {
                    Assert.True(list.TryRemoveFirst(out Node? first));
                    Assert.Same(model[0], first);
                    model.RemoveAt(0);
                }

                Assert.Equal(model.Count, list.Count);
                Assert.Equal(model.Count == 0, list.IsEmpty);
                Assert.Same(model.FirstOrDefault(), list.First);
            }
        });

    private Node[] Add(int count)
    {
        Node[] nodes = [.. Enumerable.Range(0, count).Select(i => new Node(i))];
        foreach (Node node in nodes)
        {
            _list.AddLast(node);
        }

        return nodes;
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    public void MoveTo_AnyTwoLists_AppendsAndEmpties(int first, int second)
    {
        Node[] moved = Add(second);
        IntrusiveList<Node> other = default;
        Node[] there = [.. Enumerable.Range(0, first).Select(id => new Node(id))];
        Array.ForEach(there, node => other.AddLast(node));

        _list.MoveTo(ref other);

        Assert.True(_list.IsEmpty);
        Assert.Equal(0, _list.Count);
        Assert.Equal(first + second, other.Count);
        var last = new Node(9);
        other.AddLast(last);
        foreach (Node node in (Node[])[.. there, .. moved, last])
        {
            Assert.True(other.TryRemoveFirst(out Node? next));
            Assert.Same(node, next);
        }
    }

    private List<Node> Drain()
    {
        List<Node> drained = [];
        while (_list.TryRemoveFirst(out Node? node))
        {
            drained.Add(node);
        }

        return drained;
    }

    private sealed record Node(int Id) : ILinked<Node>
    {
        public Node? Next { get; set; }

        public Node? Previous { get; set; }

        public bool Equals(Node? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Id;

        public override string ToString() => $"{Id}";
    }
}
